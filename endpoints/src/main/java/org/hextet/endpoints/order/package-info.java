/** The order in which addresses are tried, as a process is told it. */
@NullMarked
package org.hextet.endpoints.order;

import org.jspecify.annotations.NullMarked;
