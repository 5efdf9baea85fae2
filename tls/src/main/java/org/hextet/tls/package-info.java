/**
 * Makes {@link org.hextet.api.TlsSettings}: {@link org.hextet.tls.TlsSettingsBuilder} reads certificates, keys and
 * trust, and says what is wrong with a file in one line. Whoever has a {@link javax.net.ssl.SSLContext} already needs
 * none of it.
 *
 * <p>{@link org.hextet.tls.Tls} secures a {@link org.hextet.api.Connection}, whatever carries it: for those who
 * implement a reactor. It takes its keys, trust, parameters and handshake deadline from {@code TlsSettings}.
 */
@NullMarked
package org.hextet.tls;

import org.jspecify.annotations.NullMarked;
