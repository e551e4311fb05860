package org.sheafmail.client;

import java.util.List;
import java.util.Optional;
import org.sheafmail.protocol.response.Response;

/// What there is in an account, as far as the server tells.
///
/// @param mailboxes all of them, with their special uses (RFC 6154) if the server knows of such
/// @param namespaces where mailboxes of which kind are (RFC 2342)
/// @param quotas those that INBOX counts towards (RFC 9208), which are those of the account
public record Overview(
    List<Response.Listed> mailboxes,
    Optional<Response.Namespaces> namespaces,
    List<Response.Quota> quotas) {

  public Overview {
    mailboxes = List.copyOf(mailboxes);
    quotas = List.copyOf(quotas);
  }

  /// True for what an overview is made of.
  static boolean holds(Response response) {
    return response instanceof Response.Listed
        || response instanceof Response.Namespaces
        || response instanceof Response.Quota;
  }

  /// What these responses tell.
  static Overview of(List<Response> told) {
    return new Overview(
        only(Response.Listed.class, told),
        only(Response.Namespaces.class, told).stream().findFirst(),
        only(Response.Quota.class, told));
  }

  private static <T extends Response> List<T> only(Class<T> kind, List<Response> told) {
    return told.stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}
