@NullMarked
package org.hextet.adapters.netty;

import org.jspecify.annotations.NullMarked;
