/** For Netty: lookups in RFC 6724 order, and races. */
@NullMarked
package org.hextet.adapters.netty;

import org.jspecify.annotations.NullMarked;
