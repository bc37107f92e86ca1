using CsCheck;
using Sim.Core.Time;
using Sim.Models.Hardware.Storage;

namespace Sim.Models.Tests.Hardware.Storage;

public sealed class TokenBucketTests
{
    private static SimTime At(double milliseconds) => SimTime.Zero + SimDuration.FromMilliseconds(milliseconds);

    [Fact]
    public void Lets_a_burst_pass_and_then_one_token_a_period()
    {
        var bucket = new TokenBucket(rate: 1000, burst: 3);
        var passed = new List<SimTime>();
        var now = SimTime.Zero;
        for (var i = 0; i < 6; i++)
        {
            now = bucket.EarliestFor(1, now);
            bucket.Take(1, now);
            passed.Add(now);
        }

        Assert.Equal([At(0), At(0), At(0), At(1), At(2), At(3)], passed);
    }

    [Fact]
    public void Fills_up_to_the_burst_and_no_further()
    {
        var bucket = new TokenBucket(rate: 1000, burst: 2);
        bucket.Take(2, SimTime.Zero);
        var late = At(60_000);
        bucket.Take(2, late);
        Assert.Equal(late + SimDuration.FromMilliseconds(1), bucket.EarliestFor(1, late));
    }

    [Fact]
    public void A_cost_above_the_burst_waits_for_a_full_bucket_and_leaves_it_in_debt()
    {
        var bucket = new TokenBucket(rate: 1000, burst: 2);
        bucket.Take(1, SimTime.Zero);
        Assert.Equal(At(1), bucket.EarliestFor(10, SimTime.Zero));
        bucket.Take(10, At(1));
        // 2 - 10 = -8 tokens: one token is there 9 ms later.
        Assert.Equal(At(10), bucket.EarliestFor(1, At(1)));
    }

    [Fact]
    public void Never_lets_more_pass_than_burst_plus_rate_times_time() =>
        Gen.Select(Gen.Int[1, 50], Gen.Int[1, 100], Gen.Select(Gen.Int[1, 20], Gen.Long[0, 20_000_000_000]).Array[1, 60])
            .Sample((burst, rate, requests) =>
            {
                var bucket = new TokenBucket(rate, burst);
                var now = SimTime.Zero;
                var taken = 0.0;
                foreach (var (cost, pause) in requests)
                {
                    if (cost > burst) continue;
                    now = bucket.EarliestFor(cost, now + new SimDuration(pause));
                    bucket.Take(cost, now);
                    taken += cost;
                    // One token more than exact arithmetic would be a bug; a millionth allows for whole picoseconds.
                    if (taken > burst + (rate * now.Seconds) + 1e-6) return false;
                }

                return true;
            });
}
