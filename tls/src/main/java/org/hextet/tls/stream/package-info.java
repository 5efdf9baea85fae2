/**
 * The TLS of one connection: {@link org.hextet.tls.stream.TlsStream} is the protocol of the plain connection and runs
 * the engine, {@link org.hextet.tls.stream.SecuredConnection} is what the user gets.
 */
@NullMarked
package org.hextet.tls.stream;

import org.jspecify.annotations.NullMarked;
