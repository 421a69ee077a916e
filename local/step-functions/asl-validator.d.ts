/** The package ships no types. It writes into the definition that it is given. */
declare module 'asl-validator' {
  type Checked = { readonly isValid: boolean; readonly errors: readonly { readonly 'Error code': string; readonly Message: string }[] };
  export default function validate(definition: object): Checked;
}
