/**
 * What is wrong with the text on a page, to be run inside it: text that leaves its box, text that is cut without a sign and
 * without a way to read the whole, and texts of one panel that run into each other.
 */
export function findTextFaults(): string[] {
  const slack = 1.5
  const faults = new Set<string>()
  const shown: { rect: DOMRect; element: Element; layer: Element; text: string }[] = []
  const layers =
    '[data-over-map], aside, header, [role=dialog], [role=alert], [role=status], [role=menu], [data-testid=hover-tip], body'
  const isReadable = (element: Element): boolean => {
    const style = getComputedStyle(element)
    return (
      style.visibility === 'visible' &&
      style.clipPath === 'none' &&
      style.clip === 'auto' &&
      element.checkVisibility({ opacityProperty: true })
    )
  }
  const tell = (kind: string, element: Element, text: string): void => {
    const place = element.closest('[data-testid], [class]')
    faults.add(
      `${kind}: "${text.slice(0, 50)}" in ${place?.getAttribute('data-testid') ?? place?.className ?? element.tagName}`,
    )
  }

  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement
    const text = node.textContent?.trim() ?? ''
    if (
      !element ||
      text === '' ||
      /^(?:SCRIPT|STYLE|NOSCRIPT|TITLE|OPTION)$/i.test(element.tagName) ||
      element.closest('svg')
    )
      continue
    if (!isReadable(element)) continue
    const range = document.createRange()
    range.selectNodeContents(node)
    const rects = [...range.getClientRects()].filter(({ width, height }) => width > 0 && height > 0)
    let isCut = false
    for (let box: Element | null = element; box && box !== document.body; box = box.parentElement) {
      const style = getComputedStyle(box)
      if (style.display === 'inline' || style.display === 'contents') continue
      const { left, right } = box.getBoundingClientRect()
      if (right - left === 0) continue
      // A slider's mark is a place, not a box.
      if (box.matches('[class*=Slider-markWrapper]')) break
      const leaves = rects.some((rect) => rect.left < left - slack || rect.right > right + slack)
      if (style.overflowX !== 'visible') {
        const clamps = style.textOverflow === 'ellipsis' || style.webkitLineClamp !== 'none'
        isCut = leaves
        if (leaves && !clamps && style.overflowX !== 'auto') tell('cut without a sign', box, text)
        if (leaves && !box.closest('[title]') && style.overflowX !== 'auto')
          tell('cut without its whole text', box, text)
        if (leaves) break
      } else if (leaves) {
        tell('leaves its box', box, text)
        break
      }
      // A menu under a menu lies beside it.
      if (box.matches('[role=menu]')) break
    }
    if (isCut) continue
    const layer = element.closest(layers) ?? document.body
    for (const rect of rects) {
      const isInSight = rect.bottom > 0 && rect.top < innerHeight && rect.right > 0 && rect.left < innerWidth
      // What is scrolled away under a list's edge is not on the screen.
      const top = document.elementFromPoint(rect.left + rect.width / 2, rect.top + rect.height / 2)
      if (isInSight && top && (element.contains(top) || top.contains(element)))
        shown.push({ rect, element, layer, text })
    }
  }
  for (const [i, one] of shown.entries()) {
    for (const other of shown.slice(i + 1)) {
      if (one.layer !== other.layer || one.element === other.element) continue
      const across = Math.min(one.rect.right, other.rect.right) - Math.max(one.rect.left, other.rect.left)
      const down = Math.min(one.rect.bottom, other.rect.bottom) - Math.max(one.rect.top, other.rect.top)
      // Lines of text reach a little into each other's height.
      if (across > 1 && down > 5) tell(`runs into "${other.text.slice(0, 30)}"`, one.element, one.text)
    }
  }
  for (const input of document.querySelectorAll<HTMLInputElement>('input[readonly]')) {
    if (!isReadable(input) || input.scrollWidth <= input.clientWidth + 1) continue
    const isTold = input.closest('[title]') !== null
    if (getComputedStyle(input).textOverflow !== 'ellipsis' || !isTold)
      tell('a field cuts its text', input, input.value)
  }
  return [...faults]
}
