/** Certificates: one made for a first try, and what a session has shown of the peer's. */
@NullMarked
package org.hextet.cli.tls;

import org.jspecify.annotations.NullMarked;
