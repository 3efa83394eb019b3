/** As few of them as still fail: none can be left out any more. They keep their order. */
export async function fewest<T>(
  all: readonly T[],
  fails: (some: readonly T[]) => boolean | Promise<boolean>,
): Promise<readonly T[]> {
  for (const one of all) {
    const fewer = all.filter((other) => other !== one);
    if (await fails(fewer)) return await fewest(fewer, fails);
  }
  return all;
}
