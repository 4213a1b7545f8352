const isMac = /mac|iphone|ipad/i.test(navigator.platform)

/** How the platform writes its command key, ready to put a letter behind. */
export const modifierKey = isMac ? '⌘' : 'Ctrl+'
