/** What `answer` comes to, or `otherwise` where that takes longer than `ms`. It goes on all the same. */
export async function within<T, U>(ms: number, answer: Promise<T>, otherwise: U): Promise<T | U> {
  const late = Promise.withResolvers<U>();
  const timer = setTimeout(() => late.resolve(otherwise), ms);
  try {
    return await Promise.race([answer, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
