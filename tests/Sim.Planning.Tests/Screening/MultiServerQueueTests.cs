using Sim.Planning.Screening;

namespace Sim.Planning.Tests.Screening;

public sealed class MultiServerQueueTests
{
    // A = 2, c = 3: B = (8/6) / (1 + 2 + 2 + 8/6) = 4/19; C = B / (1 - 2/3 (1 - B)) = 4/9; mean wait = C D / (c - A) = 4/9 x 1 / 1.
    [Fact]
    public void Erlang_worked_by_hand()
    {
        var queue = new MultiServerQueue(2, 1, 3);
        Assert.Equal(4.0 / 19, MultiServerQueue.ErlangB(2, 3), 14);
        Assert.Equal(4.0 / 9, queue.WaitProbability, 14);
        Assert.Equal(4.0 / 9, queue.MeanWait, 14);
        Assert.Equal(8.0 / 9, queue.MeanQueue, 14);
    }

    // One server: P(wait) = rho, W = rho D / (1 - rho), P(R > t) = exp(-(mu - lambda) t).
    [Theory]
    [InlineData(0.1)]
    [InlineData(0.8)]
    [InlineData(0.99)]
    public void One_server_is_M_M_1(double load)
    {
        var queue = new MultiServerQueue(load, 1, 1);
        Assert.Equal(load, queue.WaitProbability, 12);
        Assert.Equal(load / (1 - load), queue.MeanWait, load / (1 - load) * 1e-12);
        Assert.Equal(Math.Exp(-(1 - load) * 3), queue.ResponseExceeds(3), 12);
    }

    // The mean is the integral of the tail; trapezoids of 0.001 s up to 60 s err by less than 1e-6.
    [Theory]
    [InlineData(2.0, 3)]
    [InlineData(1.0, 2)] // drain rate 1 equals service rate 1: the limit form
    [InlineData(9.0, 12)]
    public void Response_tail_integrates_to_the_mean(double arrivals, int servers)
    {
        var queue = new MultiServerQueue(arrivals, 1, servers);
        var sum = 0.0;
        for (var i = 0; i < 60_000; i++) sum += (queue.ResponseExceeds(i * 0.001) + queue.ResponseExceeds((i + 1) * 0.001)) / 2 * 0.001;
        Assert.Equal(queue.MeanResponse, sum, 1e-6);
    }

    // P(W > t) = C exp(-(c mu - lambda) t): with C = 4/9 and drain 1, the 90th percentile is ln(4.4444) s; the median is 0, most do not wait.
    [Fact]
    public void Wait_quantiles()
    {
        var queue = new MultiServerQueue(2, 1, 3);
        Assert.Equal(Math.Log(40.0 / 9), queue.WaitQuantile(0.9), 12);
        Assert.Equal(0, queue.WaitQuantile(0.5));
    }

    [Fact]
    public void An_overloaded_queue_has_no_steady_state() => Assert.Throws<ArgumentOutOfRangeException>(() => new MultiServerQueue(3, 1, 3));

    // Erlang's factorials overflow beyond 170 servers; the recursion does not. With load 900 of 1000 nearly nobody waits, yet not nobody.
    [Fact]
    public void Large_pools_do_not_overflow() => Assert.InRange(new MultiServerQueue(900, 1, 1000).WaitProbability, 1e-6, 0.01);
}
