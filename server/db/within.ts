/** The result of `work`, or an error with code ETIMEDOUT where it takes longer; `work` itself goes on. */
export async function within<T>(milliseconds: number, what: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(Object.assign(new Error(`${what} took longer than ${milliseconds / 1000} s`), { code: 'ETIMEDOUT' }))
    }, milliseconds)
  })
  // Nobody listens any more where the limit comes first.
  work.catch(() => {})
  try {
    return await Promise.race([work, limit])
  } finally {
    clearTimeout(timer)
  }
}
