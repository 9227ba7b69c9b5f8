import { describe } from 'vitest';
import { failures, rows } from './table.ts';

describe('dates', () => {
  rows([
    ['todate, (todate | fromdate), (gmtime | mktime)', 1425599621.678, '2015-03-05T23:53:41Z', 1425599621, 1425599621],
    ['gmtime, localtime', 1425599507, [2015, 2, 5, 23, 51, 47, 4, 63], [2015, 2, 5, 23, 51, 47, 4, 63]],
    ['strptime("%Y-%m-%dT%H:%M:%SZ")', '2015-03-05T23:51:47Z', [2015, 2, 5, 23, 51, 47, 4, 63]],
    [
      'strptime("%d %b %Y"), strptime("%e %B %Y")',
      '10 Mar 2015',
      [2015, 2, 10, 0, 0, 0, 2, 68],
      [2015, 2, 10, 0, 0, 0, 2, 68],
    ],
    ['strptime("%A, %I:%M %p, %j %y") | .[3:5]', 'Thursday, 11:05 PM, 064 15', [23, 5]],
    [
      'strptime("%Y-%j"), (strptime("%Y-%j") | todate)',
      '2015-064',
      [2015, 2, 5, 0, 0, 0, 4, 63],
      '2015-03-05T00:00:00Z',
    ],
    ['strptime("%F") | (mktime, todate)', '2015-01-02 12:00', 1420156800, '2015-01-02T00:00:00Z'],
    ['strptime("%T %z") | mktime', '01:02:03 +0200', -2208985077 - 86400],
    ['strftime("%A, %B %d, %Y")', 1435677542.822351, 'Tuesday, June 30, 2015'],
    [
      'strftime("%j %U %W %u %w %G-%V %C %y %e %k %l %p %I %Z %z %s")',
      1425599621,
      '064 09 09 4 4 2015-10 20 15  5 23 11 PM 11 UTC +0000 1425599621',
    ],
    [
      'strftime("%c|%D|%F|%T|%R|%r|%h%%")',
      1425599621,
      'Thu Mar  5 23:53:41 2015|03/05/15|2015-03-05|23:53:41|23:53|11:53:41 PM|Mar%',
    ],
    ['strftime("%G-%V")', Date.UTC(2021, 0, 3) / 1000, '2020-53'],
    ['dateadd("seconds"; 60) | todate', 0, '1970-01-01T00:01:00Z'],
    ['"1970-01-01T00:00:00Z" | fromdateiso8601', null, 0],
    ['[1e12, -1e11] | map(gmtime[0])', null, [33658, -1199]],
  ]);
  failures([
    ['strptime("%Y")', 'abc', 'date "abc" does not match format "%Y"'],
    ['strptime("%d/%m/%Y")', '03/15/2024', 'date "03/15/2024" does not match format "%d/%m/%Y"'],
    ['strptime("%F")', '2024-00-10', 'date "2024-00-10" does not match format "%F"'],
    ['fromdate', '2024-02-10T24:00:00Z', 'date "2024-02-10T24:00:00Z" does not match format "%Y-%m-%dT%H:%M:%SZ"'],
    ['strptime("%I:%M %p")', '13:05 PM', 'date "13:05 PM" does not match format "%I:%M %p"'],
    ['strftime("%Y")', ['a'], 'strftime/1 requires parsed datetime inputs'],
    ['mktime', [1], 'mktime requires parsed datetime inputs'],
    ['mktime', 'a', 'mktime requires array inputs'],
    ['todate', 1e300, 'error converting number of seconds since epoch to datetime'],
  ]);
});
