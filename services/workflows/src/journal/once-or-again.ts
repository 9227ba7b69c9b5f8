/** A statement in two forms: as it is first sent, and as it is repeated when it may have been executed. */
export function onceOrAgain(name: string, text: (isAgain: boolean) => string) {
  const once = { name, text: text(false) };
  const again = { name: `${name}-again`, text: text(true) };
  return (isAgain: boolean) => (isAgain ? again : once);
}
