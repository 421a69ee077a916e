import * as z from 'zod/mini';

/** Arrays of doubles or of bytes, as core/quality/packing.ts writes them. */
const Packed = z.string();

export const SavedSketch = z.object({ count: z.number(), random: z.number(), levels: z.array(Packed) });

export const SavedNumbers = z.object({
  moments: Packed,
  exact: z.optional(z.object({ values: Packed, counts: Packed })),
  sketches: z.optional(z.object({ order: SavedSketch, distinct: Packed })),
});

export const SavedTexts = z.object({
  /** Count, shortest, longest, characters in all. */
  sums: Packed,
  dictionary: z.object({ texts: Packed, lengths: Packed, counts: Packed, error: z.number() }),
  distinct: z.optional(Packed),
});

/** The state of a column as plain data: what one process has read, another merges. Texts of the file are in it, so it belongs where the file belongs. */
export const SavedColumn = z.object({ missing: z.number(), notFinite: z.number(), numbers: SavedNumbers, texts: SavedTexts });

export type SavedSketch = z.infer<typeof SavedSketch>;
export type SavedNumbers = z.infer<typeof SavedNumbers>;
export type SavedTexts = z.infer<typeof SavedTexts>;
export type SavedColumn = z.infer<typeof SavedColumn>;
