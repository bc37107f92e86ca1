using CsCheck;
using Sim.Core.Events;
using Sim.Core.Resources;
using Sim.Core.Time;

namespace Sim.Core.Tests.Resources;

/// <summary>
/// A pool on random sequences of requests, services, withdrawals, releases and passing time, all disciplines, against rules that are checked
/// after each step: who waits, who holds, in which order, and what was measured.
/// </summary>
public sealed class ServerPoolModelTests
{
    private enum Step { Serve, Request, RequestPreemptible, TryAcquire, Release, Withdraw, Pass }

    [Fact]
    public void Keeps_its_rules_on_random_sequences() =>
        Gen.Select(
                Gen.Enum<QueueDiscipline>(),
                Gen.Int[1, 3],
                Gen.Int[0, 6],
                Gen.Select(Gen.Enum<Step>(), Gen.Int[0, 3], Gen.Int[0, 4], Gen.Int[0, 100]).Array[0, 80])
            .Sample((discipline, servers, room, steps) => new Trial(discipline, servers, room == 6 ? int.MaxValue : room).Run(steps), iter: 20_000);

    private sealed class Trial(QueueDiscipline discipline, int servers, int room) : IEventTarget
    {
        private readonly EventCalendar _calendar = new(capacity: 8);
        private readonly List<Customer> _customers = [];
        private ServerPool _pool = null!;
        private int _balked;

        private enum Heard { Granted, Preempted, Done }

        public void Run((Step Step, int Priority, int Number, int Pick)[] steps)
        {
            _pool = new ServerPool(_calendar, servers, discipline, room);
            foreach (var (step, priority, number, pick) in steps)
            {
                Act(step, discipline == QueueDiscipline.Fifo ? 0 : priority, number, pick);
                AssertRules();
            }

            // Everybody leaves: holders release, so that the line empties; then Little's law holds in whole numbers.
            for (var guard = 0; _customers.Count > 0; guard++)
            {
                Assert.True(guard < 1000, "the pool does not empty");
                _calendar.RunUntil(_calendar.Now + new SimDuration(1));
                foreach (var holder in _customers.Where(one => _pool.IsServed(one.Ticket)).ToArray()) Leave(holder, () => _pool.Release(holder.Ticket));
                AssertRules();
            }

            var queue = _pool.Statistics.Queue;
            Assert.Equal((0, 0), (_pool.Busy, _pool.Waiting));
            Assert.Equal(queue.Length.AreaAt(_calendar.Now), queue.Waiting.Sum + queue.WaitedByReneged);
            Assert.Equal(_balked, queue.Balked);

            // Every arrival balked, reneged, or waited once (perhaps for no time) and once more a preemption, unless it gave up in that wait.
            Assert.Equal(queue.Arrivals + _pool.Statistics.Preempted, queue.Balked + queue.Reneged + queue.Waiting.Count);
        }

        public void OnEvent(in EventAction action)
        {
            var index = action.Index;
            var customer = _customers.Single(one => one.Number == index);
            switch ((Heard)action.Kind)
            {
                case Heard.Granted:
                    Assert.Equal(customer.Ticket.Value, action.Arg);
                    Assert.True(_pool.IsServed(customer.Ticket) || customer.IsPreemptible);
                    customer.WasTold = true;
                    break;
                case Heard.Preempted:
                    Assert.True(customer.IsPreemptible && customer.WasTold, "only a holder that knew of its grant is told of its loss");
                    customer.WasTold = false;
                    break;
                case Heard.Done:
                    Assert.False(_pool.IsServed(customer.Ticket));
                    _customers.Remove(customer);
                    break;
            }
        }

        private void Act(Step step, int priority, int number, int pick)
        {
            switch (step)
            {
                case Step.Serve:
                    Arrive(customer => _pool.Serve(new SimDuration(number), new(this, (int)Heard.Done, customer.Number), priority), priority, isTimed: true, discipline >= QueueDiscipline.PreemptiveResume);
                    break;
                case Step.Request:
                    Arrive(customer => _pool.Request(new(this, (int)Heard.Granted, customer.Number), priority), priority, isTimed: false, isPreemptible: false);
                    break;
                case Step.RequestPreemptible:
                    if (discipline < QueueDiscipline.PreemptiveResume) return;
                    Arrive(
                        customer => _pool.Request(new(this, (int)Heard.Granted, customer.Number), priority, new(this, (int)Heard.Preempted, customer.Number), new SimDuration(number)),
                        priority, isTimed: false, isPreemptible: true);
                    break;
                case Step.TryAcquire:
                    Assert.Equal(_pool.Busy < servers, _pool.TryAcquire(out var ticket));
                    if (ticket.IsSet) _customers.Add(new Customer { Number = _arrived++, Ticket = ticket, WasTold = true });
                    break;
                case Step.Release:
                    if (Pick(one => _pool.IsServed(one.Ticket), pick) is { } holder) Leave(holder, () => _pool.Release(holder.Ticket));
                    break;
                case Step.Withdraw:
                    if (Pick(_ => true, pick) is not { } any) return;
                    var waited = _pool.IsWaiting(any.Ticket);
                    var untold = !any.IsTimed && !any.WasTold;
                    var withdrawn = _pool.Withdraw(any.Ticket);
                    Assert.True(withdrawn || !(waited || untold));

                    // Preempted and granted again within the instant, it knows of neither, and the second grant is still taken back.
                    Assert.True(!withdrawn || waited || untold || any.IsPreemptible);
                    if (withdrawn) _customers.Remove(any);
                    break;
                case Step.Pass:
                    _calendar.RunUntil(_calendar.Now + new SimDuration(number));
                    break;
            }
        }

        private int _arrived;

        private void Arrive(Func<Customer, ResourceTicket> ask, int priority, bool isTimed, bool isPreemptible)
        {
            var customer = new Customer { Number = _arrived++, Priority = priority, IsTimed = isTimed, IsPreemptible = isPreemptible };
            customer.Ticket = ask(customer);
            if (customer.Ticket.IsSet) _customers.Add(customer);
            else _balked++;
        }

        private void Leave(Customer customer, Action how)
        {
            how();
            _customers.Remove(customer);
        }

        private Customer? Pick(Func<Customer, bool> which, int pick)
        {
            var found = _customers.Where(which).ToArray();
            return found.Length > 0 ? found[pick % found.Length] : null;
        }

        private void AssertRules()
        {
            var waiting = _customers.Where(one => _pool.IsWaiting(one.Ticket)).ToArray();
            var served = _customers.Where(one => _pool.IsServed(one.Ticket)).ToArray();
            Assert.Equal(_customers.Count, waiting.Length + served.Length);
            Assert.Equal((served.Length, waiting.Length), (_pool.Busy, _pool.Waiting));
            Assert.Equal((served.Length, waiting.Length), ((int)_pool.Statistics.Busy.Level, (int)_pool.Statistics.Queue.Length.Level));
            Assert.True(served.Length <= servers);
            Assert.True(served.Length == servers || waiting.Length == 0, "a server is free while somebody waits");

            // Whoever waited through this step was not passed over for somebody less urgent, or as urgent and later.
            foreach (var one in waiting.Where(one => one.Waited))
                Assert.DoesNotContain(served, other => !other.WasServed && (other.Priority > one.Priority || (other.Priority == one.Priority && other.Number > one.Number)));
            foreach (var one in _customers) (one.Waited, one.WasServed) = (_pool.IsWaiting(one.Ticket), _pool.IsServed(one.Ticket));
        }
    }

    private sealed class Customer
    {
        public int Number { get; init; }

        public int Priority { get; init; } = int.MinValue;        // of those that took a free server when nobody waited: before all others

        public bool IsTimed { get; init; }

        public bool IsPreemptible { get; init; }

        public ResourceTicket Ticket { get; set; }

        public bool WasTold { get; set; }

        /// <summary>Before the last step.</summary>
        public bool Waited { get; set; }

        public bool WasServed { get; set; }
    }
}
