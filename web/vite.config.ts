import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const here = dirname(fileURLToPath(import.meta.url))

export default defineConfig({
  root: here,
  plugins: [react()],
  // Where `vite` serves the sources while developing; `npm start` serves web/dist itself.
  server: { host: '127.0.0.1', proxy: { '/api': process.env.SHAPAN_API ?? 'http://127.0.0.1:4000' } },
  worker: { format: 'es' },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    // MapLibre alone is above Vite's default; the figures stand in docs/adr/0008-sandbox-front-end.md.
    chunkSizeWarningLimit: 1200,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'map', test: /node_modules[\\/](maplibre-gl|@maplibre|@mapbox)/ },
            { name: 'ui', test: /node_modules[\\/](@mantine|react|react-dom|@floating-ui|@tabler)/ },
          ],
        },
      },
    },
  },
})
