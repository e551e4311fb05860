package org.sheafmail.store.crash;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;

/// Loads the store and its tests once more, with a mistake in one class: so it can be put into the
/// store without a hook for it in the store.
final class RewritingLoader extends ClassLoader {
  private static final String OURS = "org.sheafmail.store.";

  private final String className;
  private final CodeMutation mutation;
  private boolean rewritten;

  RewritingLoader(String className, CodeMutation mutation) {
    super(RewritingLoader.class.getClassLoader());
    this.className = className;
    this.mutation = mutation;
  }

  /// True once the mistake was made.
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
    ClassFile classFile =
        ClassFile.of(
            ClassFile.ClassHierarchyResolverOption.of(
                ClassHierarchyResolver.ofResourceParsing(RewritingLoader.class.getClassLoader())
                    .orElse(ClassHierarchyResolver.defaultResolver())));
    return classFile.transformClass(
        classFile.parse(octets), mutation.transform(() -> rewritten = true));
  }
}
