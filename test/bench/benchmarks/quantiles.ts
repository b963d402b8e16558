import { median, quantile } from "simple-statistics";

export const medianOf = (values: readonly number[]): number => median([...values]);

export const quantileOf = (values: readonly number[], share: number): number => quantile([...values], share);
