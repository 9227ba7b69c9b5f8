/** Cases of the suite of jq 1.7.1 that differ by choice: file, line, reason. The README says more about each reason. */
export const exceptions: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>> = {
  'jq.test': {
    'modules are refused': [1584, 1588, 1592, 1596, 1601, 1605, 1609, 1613, 1641, 1645, 1649, 1661],
    'numbers are doubles': [1839, 1843, 1847],
  },
  'man.test': {
    'numbers are doubles': [9, 17, 21],
    'the environment is empty': [661, 665],
  },
  'onig.test': {
    'word boundaries are those of ASCII': [32],
    'look-around is refused': [102],
  },
};
