"""What finds the jobs of a worker that no message brings: the relay, the standby, the runner of jobs that run alone, and the
recovery after an outage; and what counts the jobs of each hour."""

from collections.abc import Callable, Collection, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta

from flow_omnium.job_hours.counting import JOB_HOURS, HourCounting
from flow_omnium.jobs.broker.consumer import BrokerConsumer
from flow_omnium.jobs.broker.dispatch import Dispatch
from flow_omnium.jobs.broker.publisher import BrokerPublisher
from flow_omnium.jobs.circuits.circuit import Pace
from flow_omnium.jobs.circuits.recovery import LOOK_SECONDS, RECOVERY, Recovery, RecoveryPolicy
from flow_omnium.jobs.kinds import QUEUES
from flow_omnium.jobs.relay.policy import RelayPolicy
from flow_omnium.jobs.relay.relay import RELAY, Relay
from flow_omnium.jobs.relay.report import RelayWatch
from flow_omnium.jobs.relay.standby import STANDBY, Standby
from flow_omnium.jobs.worker.alone import ALONE_TASK, LoneRunner
from flow_omnium.jobs.worker.chain import JobChain
from flow_omnium.jobs.worker.deliveries import Worker
from flow_omnium.jobs.worker.held_jobs import HELD_JOBS
from flow_omnium.jobs.worker.settings import WorkerServiceSettings
from flow_omnium.jobs.worker.stores import Stores
from flow_omnium.runtime.loop_watchdog import LoopWatchdog


@dataclass(frozen=True)
class Parts:
    """What a job goes through in a worker, from the consumer to the publisher."""

    chain: JobChain
    worker: Worker
    dispatch: Dispatch
    publisher: BrokerPublisher
    consumer: BrokerConsumer


@dataclass(frozen=True)
class Rescue:
    """Wires what finds jobs: `owner` names this process in leases, `reads` are the queues of its service."""

    settings: WorkerServiceSettings
    stores: Stores
    owner: str
    reads: Sequence[str]

    async def start(self, stack: AsyncExitStack, parts: Parts) -> Callable[[], None]:
        """Start everything; return what ends all taking of jobs."""
        supervisor = self.stores.supervisor
        watchdog = LoopWatchdog(self.settings.lease_seconds, lambda: self.stores.leases.running, supervisor)
        await stack.enter_async_context(watchdog)
        relay, standby, lone = self._relay(parts), self._standby(parts), self._lone_runner(parts)
        await stack.enter_async_context(supervisor.running(RELAY, relay.run))
        await stack.enter_async_context(supervisor.running(STANDBY, standby.run))
        await stack.enter_async_context(supervisor.running(ALONE_TASK, lone.run))
        await stack.enter_async_context(supervisor.running(HELD_JOBS, parts.chain.held.run))
        await stack.enter_async_context(supervisor.running(RECOVERY, self._recovery(parts).run))
        counting = HourCounting(self.stores.job_hours, self.stores.clock, self.owner)
        await stack.enter_async_context(supervisor.running(JOB_HOURS, counting.run))

        def stop_taking() -> None:
            for each in (parts.chain, standby, lone):
                each.stop()

        return stop_taking

    def _lone_runner(self, parts: Parts) -> LoneRunner:
        return LoneRunner(
            parts.chain,
            self.stores.leases,
            interval=self.settings.relay_interval_seconds,
            patience=self.settings.job_timeout_seconds,
        )

    def _recovery(self, parts: Parts) -> Recovery:
        stores, settings = self.stores, self.settings
        policy = RecoveryPolicy(
            owner=self.owner,
            queues=QUEUES,
            interval=timedelta(seconds=min(LOOK_SECONDS, settings.relay_interval_seconds)),
            patience=max(
                Pace.of(settings.retry_unit_seconds).longest, timedelta(seconds=settings.lease_seconds)
            ),
        )
        return Recovery(
            stores.circuits,
            stores.recovery_ledger,
            parts.dispatch,
            stores.gate,
            stores.clock,
            policy,
            metrics=stores.metrics.circuits,
        )

    def _relay(self, parts: Parts) -> Relay:
        stores, depth = self.stores, parts.publisher.depth
        watch = RelayWatch(stores.backlog, depth, stores.metrics.relay, QUEUES)
        return Relay(
            stores.relay_ledger,
            parts.dispatch,
            stores.gate,
            depth,
            stores.clock,
            self._policy(QUEUES),
            watch=watch,
        )

    def _standby(self, parts: Parts) -> Standby:
        return Standby(
            parts.worker,
            self.stores.relay_ledger,
            parts.publisher,
            self.stores.clock,
            self._policy(self.reads),
            limit=self.settings.worker_concurrency,
            subscribe_afresh=parts.consumer.subscribe_afresh,
            supervisor=self.stores.supervisor,
        )

    def _policy(self, queues: Collection[str]) -> RelayPolicy:
        settings = self.settings
        return RelayPolicy(
            owner=self.owner,
            queues=queues,
            interval=timedelta(seconds=settings.relay_interval_seconds),
            grace=timedelta(seconds=settings.relay_grace_seconds),
            retry_unit_seconds=settings.retry_unit_seconds,
        )
