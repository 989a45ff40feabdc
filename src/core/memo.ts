/** The same function, with its results remembered: `most` of them, then it begins anew. */
export function remembering<Given, Made>(most: number, make: (given: Given) => Made): (given: Given) => Made {
  const known = new Map<Given, Made>();
  return (given) => {
    const before = known.get(given);
    if (before !== undefined) return before;
    const made = make(given);
    if (known.size >= most) known.clear();
    known.set(given, made);
    return made;
  };
}
