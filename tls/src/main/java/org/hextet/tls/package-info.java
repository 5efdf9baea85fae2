/**
 * Makes {@link org.hextet.api.TlsSettings}: {@link org.hextet.tls.TlsSettingsBuilder} reads certificates, keys and
 * trust, and says what is wrong with a file in one line. Whoever has a {@link javax.net.ssl.SSLContext} already needs
 * none of it.
 *
 * <p>To come, and to live here: the one entry that secures a {@link org.hextet.api.Connection}, by
 * {@link javax.net.ssl.SSLEngine} and {@link org.hextet.api.Connection#switchProtocol} alone. It will take its keys,
 * trust, parameters and handshake deadline from {@code TlsSettings}, and nothing else of this package.
 */
@NullMarked
package org.hextet.tls;

import org.jspecify.annotations.NullMarked;
