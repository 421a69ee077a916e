/** Families with NVMe drives of their own: encrypted by hardware, and SageMaker refuses a VolumeKmsKeyId with them. */
const LOCAL_NVME = [
  'g4dn',
  'g5',
  'g6',
  'g6e',
  'g7',
  'g7e',
  'p3dn',
  'p4d',
  'p4de',
  'p5',
  'p5e',
  'p5en',
  'p6-b200',
  'p6-b300',
  'p6e-gb200',
  'r5d',
  'trn1',
  'trn1n',
  'trn2',
];

/** Whether the job's volume can be given a key of ours; where it cannot, the drive is encrypted all the same. */
export function takesVolumeKey(instanceType: string): boolean {
  const [, family = ''] = instanceType.split('.');
  return !LOCAL_NVME.includes(family);
}
