/**
 * Carries state machines as text. CloudFormation takes no null in a template and osls drops it in silence, but `ResultPath: null`
 * means "keep the input": without it every state would lose what the states before it knew.
 */
export default class KeepDefinitionsWhole {
  hooks = { 'after:aws:package:finalize:mergeCustomProviderResources': () => this.#asText() };
  #serverless;

  constructor(serverless) {
    this.#serverless = serverless;
  }

  #asText() {
    for (const { Type, Properties } of Object.values(this.#serverless.service.provider.compiledCloudFormationTemplate.Resources)) {
      if (Type !== 'AWS::StepFunctions::StateMachine') continue;
      Properties.DefinitionString = JSON.stringify(Properties.Definition);
      delete Properties.Definition;
    }
  }
}
