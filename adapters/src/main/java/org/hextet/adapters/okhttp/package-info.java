/** For OkHttp: lookups. Its connects race by {@link org.hextet.adapters.RacingSocketFactory}. */
@NullMarked
package org.hextet.adapters.okhttp;

import org.jspecify.annotations.NullMarked;
