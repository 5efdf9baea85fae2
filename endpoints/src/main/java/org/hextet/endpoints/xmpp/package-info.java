/** How XMPP comes to TLS, and the little XML that this takes. */
@NullMarked
package org.hextet.endpoints.xmpp;

import org.jspecify.annotations.NullMarked;
