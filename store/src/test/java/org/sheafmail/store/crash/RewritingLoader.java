package org.sheafmail.store.crash;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.MethodModel;
import java.util.function.Consumer;

/// Loads the store and its tests once more, with one method of one class replaced: so a mistake can
/// be put into the store without a hook for it in the store.
final class RewritingLoader extends ClassLoader {
  private static final String OURS = "org.sheafmail.store.";

  private final String className;
  private final String method;
  private final Consumer<CodeBuilder> body;
  private boolean rewritten;

  /// @param body the new code of every method of that name
  RewritingLoader(String className, String method, Consumer<CodeBuilder> body) {
    super(RewritingLoader.class.getClassLoader());
    this.className = className;
    this.method = method;
    this.body = body;
  }

  /// True once the method was found and replaced.
  boolean hasRewritten() {
    return rewritten;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      if (loaded != null) {
        return loaded;
      }
      return name.startsWith(OURS) ? define(name) : super.loadClass(name, resolve);
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      byte[] octets = in.readAllBytes();
      if (name.equals(className)) {
        octets = rewrite(octets);
      }
      return defineClass(name, octets, 0, octets.length);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }

  private byte[] rewrite(byte[] octets) {
    ClassFile classFile = ClassFile.of();
    ClassTransform replaced =
        (builder, element) -> {
          if (element instanceof MethodModel found && found.methodName().equalsString(method)) {
            rewritten = true;
            builder.withMethodBody(
                found.methodName(), found.methodType(), found.flags().flagsMask(), body);
          } else {
            builder.with(element);
          }
        };
    return classFile.transformClass(classFile.parse(octets), replaced);
  }
}
