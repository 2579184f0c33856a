// Two ways to write the same thing are one too many: what ESLint's own rules can't say of ours.

/** A body of statements is a `function`, an expression alone a constant. What is given a type stays a constant. */
const functions = {
  create: (context) => {
    const check = ({ declarations }) => {
      for (const { id, init } of declarations) {
        const isBody =
          init?.type === 'ArrowFunctionExpression' && init.body.type === 'BlockStatement';
        if (isBody && !id.typeAnnotation) {
          context.report({ node: id, message: `Write: function ${id.name}(…) { … }` });
        }
      }
    };
    return {
      'Program > VariableDeclaration': check,
      'Program > ExportNamedDeclaration > VariableDeclaration': check,
    };
  },
};

/** What a class keeps to itself is `private`; a secret hides from what runs, too, and says so there. */
const hidden = {
  create: (context) => ({
    'PropertyDefinition > PrivateIdentifier, MethodDefinition > PrivateIdentifier'(node) {
      context.report({ node, message: `Write: private ${node.name}` });
    },
  }),
};

export default { meta: { name: 'dialect' }, rules: { functions, hidden } };
