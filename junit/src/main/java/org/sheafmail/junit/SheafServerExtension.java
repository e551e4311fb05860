package org.sheafmail.junit;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;
import org.sheafmail.client.ImapClient;

/// Starts the server of a test when the test starts, and keeps it where JUnit closes it afterwards.
final class SheafServerExtension implements BeforeEachCallback, ParameterResolver {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(SheafServerExtension.class);
  private static final Set<Class<?>> PARAMETERS =
      Set.of(RunningServer.class, InetSocketAddress.class, ImapClient.class);

  @Override
  public void beforeEach(ExtensionContext test) {
    server(test);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
    return test.getTestMethod().isPresent()
        && PARAMETERS.contains(parameter.getParameter().getType());
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
    Class<?> type = parameter.getParameter().getType();
    RunningServer server = server(test);
    if (type == RunningServer.class) {
      return server;
    }
    return type == InetSocketAddress.class ? server.address() : client(test, server);
  }

  private static ImapClient client(ExtensionContext test, RunningServer server) {
    try {
      ImapClient client = server.connect();
      // JUnit closes what is stored last first, and so the client before the server.
      test.getStore(NAMESPACE).put(client, client);
      return client;
    } catch (IOException e) {
      throw new ParameterResolutionException("cannot log in: " + e.getMessage(), e);
    }
  }

  private static RunningServer server(ExtensionContext test) {
    return test.getStore(NAMESPACE)
        .computeIfAbsent(RunningServer.class, _ -> start(annotation(test)), RunningServer.class);
  }

  private static SheafServer annotation(ExtensionContext test) {
    return AnnotationSupport.findAnnotation(test.getElement(), SheafServer.class)
        .or(() ->
            AnnotationSupport.findAnnotation(
                test.getRequiredTestClass(), SheafServer.class, test.getEnclosingTestClasses()))
        .orElseThrow(() -> new IllegalStateException("no @SheafServer on " + test.getElement()));
  }

  private static RunningServer start(SheafServer annotation) {
    try {
      return RunningServer.start(annotation.store(), List.of(annotation.users()));
    } catch (IOException e) {
      throw new IllegalStateException("the server does not start: " + e.getMessage(), e);
    }
  }
}
