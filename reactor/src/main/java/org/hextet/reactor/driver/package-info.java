/**
 * The one boundary that an operating system must fill: {@link org.hextet.reactor.driver.Driver}, and
 * {@link org.hextet.reactor.driver.Events}, which it calls. Written for those who make a transport.
 */
@NullMarked
package org.hextet.reactor.driver;

import org.jspecify.annotations.NullMarked;
