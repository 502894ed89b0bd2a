package dev.ebb.sweeping.actions;

import dev.ebb.metering.FleetWatch;
import dev.ebb.sweeping.ActingCaps;
import dev.ebb.sweeping.ActionQueue;
import dev.ebb.sweeping.sweeps.Safety;
import dev.ebb.sweeping.sweeps.SweepStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Optional;

/** Something happens before each call of an executor to what is outside it. */
final class Hooked {

    /** What happens before a call reaches what it is made to. */
    @FunctionalInterface
    interface Hook {
        /** Before this call, by its interface and method. */
        void before(String call);
    }

    private final Hook hook;

    Hooked(Hook hook) {
        this.hook = hook;
    }

    /** The same parts, with the hook around all of them. */
    Executing around(Executing parts) {
        return new Executing(
                around(SweepStore.class, parts.store()),
                around(FleetWatch.class, parts.fleet()),
                around(Safety.class, parts.safety()),
                around(Permission.class, parts.permission()),
                around(ActingCaps.class, parts.caps()),
                around(parts.targets()),
                around(ActionQueue.class, parts.queue()),
                around(Announcer.class, parts.announcer()));
    }

    private Targets around(Targets targets) {
        return new Targets() {
            @Override
            public Target of(Optional<String> announced) {
                return around(Target.class, targets.of(announced));
            }

            @Override
            public String name(Optional<String> announced) {
                return targets.name(announced);
            }
        };
    }

    private <T> T around(Class<T> type, T real) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    String call = type.getSimpleName() + "." + method.getName();
                    hook.before(call);
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                }));
    }
}
