import { Laptop } from './laptop.ts';

let opened: Promise<Laptop> | undefined;

/** The one laptop of all stories that leave it whole and ask only about their own projects: to start one costs as much as ten runs on it. */
export function sharedLaptop(): Promise<Laptop> {
  opened ??= Laptop.open({ pingSeconds: 3 });
  return opened;
}

export async function closeSharedLaptop(): Promise<void> {
  await (await opened)?.close();
  opened = undefined;
}
