/**
 * For drivers over readiness (selectors, epoll): what each of them keeps of a stream whatever it polls with. A driver
 * over completions needs none of it.
 */
@NullMarked
package org.hextet.reactor.readiness;

import org.jspecify.annotations.NullMarked;
