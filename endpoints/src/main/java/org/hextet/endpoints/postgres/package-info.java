/** How PostgreSQL comes to TLS. */
@NullMarked
package org.hextet.endpoints.postgres;

import org.jspecify.annotations.NullMarked;
