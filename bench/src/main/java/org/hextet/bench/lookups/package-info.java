/**
 * Clients that look up both addresses of one name after the other, each as its library's users would write it, with
 * nothing kept between them. What is measured is the processor time of a lookup.
 */
@NullMarked
package org.hextet.bench.lookups;

import org.jspecify.annotations.NullMarked;
