package org.sheafmail.server;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import org.sheafmail.store.Account;
import org.sheafmail.store.Body;
import org.sheafmail.store.MailStore;
import org.sheafmail.store.MailboxView;

/// A store of which the disk fails under some message bodies, from a given octet on.
final class FailingBodies {
  private final Map<Object, Object> wrapped = Collections.synchronizedMap(new IdentityHashMap<>());
  private final Map<Long, Long> failsAt;

  /// @param failsAt for each UID that fails the octet of the body from which on it cannot be read
  FailingBodies(Map<Long, Long> failsAt) {
    this.failsAt = failsAt;
  }

  MailStore wrap(MailStore store) {
    return wrap(MailStore.class, store);
  }

  /// Calls go to `target`; what comes back is wrapped where bodies may be had from it. Equal views
  /// stay the same object, as a session expects.
  private <T> T wrap(Class<T> type, T target) {
    Object proxy =
        wrapped.computeIfAbsent(
            target,
            _ ->
                Proxy.newProxyInstance(
                    type.getClassLoader(),
                    new Class<?>[] {type},
                    (_, method, arguments) -> {
                      try {
                        return result(target, method.invoke(target, arguments), arguments);
                      } catch (InvocationTargetException e) {
                        throw e.getCause();
                      }
                    }));
    return type.cast(proxy);
  }

  private Object result(Object target, Object result, Object[] arguments) {
    return switch (result) {
      case Account account -> wrap(Account.class, account);
      case MailboxView view -> wrap(MailboxView.class, view);
      case Optional<?> optional -> optional.map(value -> result(target, value, arguments));
      case Body body when target instanceof MailboxView view ->
          failing(body, view.uid((int) arguments[0]));
      case null -> null;
      default -> result;
    };
  }

  private Body failing(Body body, long uid) {
    Long from = failsAt.get(uid);
    return from == null ? body : new FailingBody(body, from);
  }

  private record FailingBody(Body body, long from) implements Body {
    @Override
    public long size() {
      return body.size();
    }

    @Override
    public int read(long position, ByteBuffer target) throws IOException {
      if (position + target.remaining() > from) {
        throw new IOException("bad sector");
      }
      return body.read(position, target);
    }

    @Override
    public void transferTo(long position, long count, WritableByteChannel target)
        throws IOException {
      body.transferTo(position, Math.clamp(from - position, 0, count), target);
      if (position + count > from) {
        throw new IOException("bad sector");
      }
    }

    @Override
    public InputStream open() {
      throw new UnsupportedOperationException("not read this way");
    }
  }
}
