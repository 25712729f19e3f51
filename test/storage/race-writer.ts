import { folderStore } from '../../storage/folder.ts';

/** A process of the race in folder.test.ts: writes each key if absent and prints the keys that it won. */
const [folder = '', writer = '', startAt = '0'] = process.argv.slice(2);
const store = folderStore(folder);
await new Promise((resolve) => setTimeout(resolve, Number(startAt) - Date.now()));
const won: number[] = [];
for (let i = 0; i < 200; i++) {
  if (await store.write(`race/${i}/result.json`, writer.repeat(1000), { ifAbsent: true })) won.push(i);
}
console.log(JSON.stringify(won));
