export type ModelTables = {
  modelBudget: { workspaceId: string; period: 'day' | 'month'; tokens: string | number | null; cost: number | null };
  modelUsage: {
    workspaceId: string;
    day: string;
    model: string;
    turns: string | number;
    inputTokens: string | number;
    outputTokens: string | number;
    cost: number;
  };
};
