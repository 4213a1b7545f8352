/**
 * What a page of ours may load: only what this server sends, and the basemap's host where one is configured. Workers come from
 * blobs too, because MapLibre makes its own so; styles may be inline, because the component library sets them on elements.
 */
export function contentPolicy(basemapUrl: string | undefined): Record<string, string[]> {
  const basemap = basemapUrl === undefined ? [] : [originOf(basemapUrl)]
  return {
    'default-src': ["'self'"],
    'script-src': ["'self'"],
    'style-src': ["'self'", "'unsafe-inline'"],
    'img-src': ["'self'", 'data:', 'blob:', ...basemap],
    'font-src': ["'self'", 'data:'],
    'connect-src': ["'self'", ...basemap],
    'worker-src': ["'self'", 'blob:'],
    'child-src': ["'self'", 'blob:'],
    'object-src': ["'none'"],
    'base-uri': ["'self'"],
    'form-action': ["'self'"],
    'frame-ancestors': ["'self'"],
  }
}

/** `https://t{s}.tiles.example/{z}/{x}/{y}.png` is loaded from `https://*.tiles.example`. */
function originOf(url: string): string {
  const [, scheme = '', host = ''] = /^(https?:\/\/)([^/?#]*)/.exec(url) ?? []
  return scheme + host.replace(/^[^.]*\{[^.]*/, '*')
}
