package org.sheafmail.store.crash;

import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.InvokeInstruction;
import java.util.List;
import java.util.function.Consumer;

/// A mistake put into the code of a class.
@FunctionalInterface
interface CodeMutation {
  /// What makes the mistake.
  ///
  /// @param made told when it was made
  ClassTransform transform(Runnable made);

  /// Every method of that name does something else.
  static CodeMutation doing(String method, Consumer<CodeBuilder> body) {
    return made ->
        (builder, element) -> {
          if (element instanceof MethodModel found && found.methodName().equalsString(method)) {
            made.run();
            builder.withMethodBody(
                found.methodName(), found.methodType(), found.flags().flagsMask(), body);
          } else {
            builder.with(element);
          }
        };
  }

  /// A method does not call another one, which gives nothing back.
  static CodeMutation without(String method, String called) {
    return calling(method, called, CodeMutation::drop);
  }

  /// A method does something else instead of calling another one.
  static CodeMutation instead(String method, String called, Consumer<CodeBuilder> other) {
    return calling(
        method,
        called,
        (code, call) -> {
          drop(code, call);
          other.accept(code);
        });
  }

  /// A method does something before all else.
  static CodeMutation first(String method, Consumer<CodeBuilder> first) {
    return made ->
        ClassTransform.transformingMethodBodies(
            found -> found.methodName().equalsString(method),
            new CodeTransform() {
              @Override
              public void atStart(CodeBuilder code) {
                made.run();
                first.accept(code);
              }

              @Override
              public void accept(CodeBuilder code, CodeElement element) {
                code.with(element);
              }
            });
  }

  /// What becomes of a call.
  interface Call {
    void write(CodeBuilder code, InvokeInstruction call);
  }

  private static CodeMutation calling(String method, String called, Call other) {
    return made ->
        ClassTransform.transformingMethodBodies(
            found -> found.methodName().equalsString(method),
            (code, element) -> {
              if (element instanceof InvokeInstruction call && is(call, called)) {
                made.run();
                other.write(code, call);
              } else {
                code.with(element);
              }
            });
  }

  /// Whether a method of that name is called; the name of its class may stand before it.
  private static boolean is(InvokeInstruction call, String called) {
    String name = call.owner().asInternalName() + "." + call.name().stringValue();
    return name.endsWith("/" + called) || name.endsWith("." + called);
  }

  /// Takes what a call would have taken off the stack.
  private static void drop(CodeBuilder code, InvokeInstruction call) {
    List<TypeKind> types = call.typeSymbol().parameterList().stream().map(TypeKind::from).toList();
    for (TypeKind type : types.reversed()) {
      if (type.slotSize() == 2) {
        code.pop2();
      } else {
        code.pop();
      }
    }
    if (call.opcode() != Opcode.INVOKESTATIC) {
      code.pop();
    }
  }
}
