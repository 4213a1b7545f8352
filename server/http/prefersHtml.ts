/** Whether a page is wanted rather than data: text/html is named, and JSON is not weighed above it. Programs name neither. */
export function prefersHtml(accept: string | undefined): boolean {
  const weights = new Map<string, number>()
  for (const part of (accept ?? '').toLowerCase().split(',')) {
    const [type = '', ...parameters] = part.split(';').map((piece) => piece.trim())
    const quality = parameters.find((parameter) => parameter.startsWith('q='))
    weights.set(type, quality ? Number(quality.slice(2)) || 0 : 1)
  }
  const html = weights.get('text/html') ?? 0
  const json = Math.max(weights.get('application/json') ?? 0, weights.get('application/problem+json') ?? 0)
  return html > 0 && html >= json
}
