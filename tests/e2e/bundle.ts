import { build } from 'vite'

/** One script without imports that leaves its exports in a global of that name; nothing of Node is there to be found. */
export async function bundle(entry: string, name: string): Promise<string> {
  const output = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      target: 'es2023',
      lib: { entry, formats: ['iife'], name },
    },
  })
  const [{ output: files } = { output: [] }] = [output].flat() as { output: { type: string; code?: string }[] }[]
  const [chunk] = files.filter(({ type }) => type === 'chunk')
  if (files.length !== 1 || !chunk?.code) throw new Error(`${files.length} files instead of one script`)
  return chunk.code
}
