/**
 * TLS on top of other endpoints: where its settings come from, and the one operation that connecting and securing is.
 */
@NullMarked
package org.hextet.endpoints.secured;

import org.jspecify.annotations.NullMarked;
