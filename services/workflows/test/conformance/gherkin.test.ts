import { expect, test } from 'vitest';
import { readScenarios } from './gherkin.ts';

test('steps, their blocks and comments are told apart', () => {
  const text = `
Feature: Something
  As whoever

  # a comment
  Scenario: One
    Given a thing:
    """yaml
    a:
      b: Then no step
    """
    And given another
    When it runs
    Then all is well

  Scenario: Two
    When it runs`;
  expect(readScenarios(text)).toEqual([
    {
      name: 'One',
      steps: [
        { text: 'a thing:', block: '    a:\n      b: Then no step' },
        { text: 'another', block: undefined },
        { text: 'it runs', block: undefined },
        { text: 'all is well', block: undefined },
      ],
    },
    { name: 'Two', steps: [{ text: 'it runs', block: undefined }] },
  ]);
});
