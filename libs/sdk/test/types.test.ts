import type { BytesAnswer, Upload } from '@mesh/contracts/bytes';
import type { Operation } from '@mesh/contracts/operation';
import type * as vectors from '@mesh/contracts/vectors';
import { expectTypeOf, test } from 'vitest';
import type { z } from 'zod';
import type { FileAnswer, FileBody } from '../src/file.ts';
import type { Answer, Mesh, Method, Question } from '../src/mesh.ts';

type Uploading = Operation<z.ZodType, z.ZodType, z.ZodType, z.ZodType<Upload>, z.ZodType<BytesAnswer>>;

test('questions and answers have the types of the contract', () => {
  expectTypeOf<Mesh['vectors']['search']>().toEqualTypeOf<Method<typeof vectors.search>>();
  expectTypeOf<Awaited<ReturnType<Mesh['vectors']['search']>>['items'][number]['score']>().toBeNumber();
  expectTypeOf<Parameters<Mesh['vectors']['search']>[0]['params']>().toEqualTypeOf<{ name: string }>();
  expectTypeOf<NonNullable<Parameters<Mesh['vectors']['search']>[0]['body']>['mode']>().toEqualTypeOf<
    'dense' | 'lexical' | 'hybrid' | undefined
  >();
});

test('how many are asked for, and behind which, are numbers, or the texts that they were once', () => {
  type Query<M extends (...asked: never[]) => unknown> = NonNullable<
    NonNullable<Parameters<M>[0]>['query' & keyof NonNullable<Parameters<M>[0]>]
  >;
  expectTypeOf<{ limit: 5 }>().toExtend<Query<Mesh['workflows']['listExecutions']>>();
  expectTypeOf<{ limit: '5' }>().toExtend<Query<Mesh['workflows']['listExecutions']>>();
  expectTypeOf<{ after: 7; limit: 1_000 }>().toExtend<Query<Mesh['workflows']['readJournal']>>();
  expectTypeOf<{ k: 3; sample: 5 }>().toExtend<Query<Mesh['vectors']['measureRecall']>>();
});

test('a question may be left out where nothing must be told, and only there', () => {
  expectTypeOf<Mesh['gateway']['me']>().toBeCallableWith();
  expectTypeOf<Mesh['vectors']['listCollections']>().toBeCallableWith();
  expectTypeOf<[]>().not.toExtend<Parameters<Mesh['vectors']['getCollection']>>();
});

test('what is no operation has no method', () => {
  expectTypeOf<'MOST_POINTS'>().not.toExtend<keyof Mesh['vectors']>();
});

test('an upload takes the file itself, and a file is answered as bytes', () => {
  expectTypeOf<Question<Uploading>['body']>().toEqualTypeOf<FileBody>();
  expectTypeOf<Answer<Uploading>>().toEqualTypeOf<FileAnswer>();
});
