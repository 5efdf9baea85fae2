/**
 * What protocols say in plain text before TLS: state machines without socket or clock, found by
 * {@link java.util.ServiceLoader}. Who writes one begins with {@link org.hextet.endpoints.starttls.StartTlsProtocol};
 * who uses one, with {@link org.hextet.endpoints.StartTlsClientEndpoint}.
 */
@NullMarked
package org.hextet.endpoints.starttls;

import org.jspecify.annotations.NullMarked;
