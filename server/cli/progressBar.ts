import type { Output } from './output.ts'

const barWidth = 24
const redrawMs = 100

export interface ProgressBar {
  /** `fraction` is 0..1, or null where the end is not known */
  update(stage: string, fraction: number | null): void
  /** Wipes the bar, so that what follows starts on a clean line. */
  end(): void
}

/** A bar that redraws one line of the error stream; silent where no terminal reads it. */
export function createProgressBar(output: Output, now: () => number = performance.now.bind(performance)): ProgressBar {
  if (!output.isTerminal) return { update() {}, end() {} }
  let drawnAt = Number.NEGATIVE_INFINITY
  let isDrawn = false
  return {
    update(stage, fraction) {
      if (now() - drawnAt < redrawMs) return
      drawnAt = now()
      isDrawn = true
      output.redraw(drawBar(stage, fraction))
    },
    end() {
      if (isDrawn) output.redraw('')
      isDrawn = false
    },
  }
}

function drawBar(stage: string, fraction: number | null): string {
  if (fraction === null) return stage
  const filled = Math.round(Math.min(1, Math.max(0, fraction)) * barWidth)
  return `${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)} ${Math.round(fraction * 100)
    .toString()
    .padStart(3)}%  ${stage}`
}
