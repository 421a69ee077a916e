/** The same port, with every call of it counted in `calls` under `<name>.<method>`. */
export function countedCalls<Port extends object>(name: string, port: Port, calls: Record<string, number>): Port {
  return new Proxy(port, {
    get: (target, method) => {
      const member: unknown = Reflect.get(target, method);
      if (typeof member !== 'function') return member;
      return (...given: readonly unknown[]) => {
        const called = `${name}.${String(method)}`;
        calls[called] = (calls[called] ?? 0) + 1;
        return Reflect.apply(member, target, given);
      };
    },
  });
}
