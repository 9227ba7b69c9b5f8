/** A statement as it is sent at first, and as it is sent again where what it writes may be there already. */
export function onceOrAgain(name: string, text: (isAgain: boolean) => string) {
  const once = { name, text: text(false) };
  const again = { name: `${name}-again`, text: text(true) };
  return (isAgain: boolean) => (isAgain ? again : once);
}
