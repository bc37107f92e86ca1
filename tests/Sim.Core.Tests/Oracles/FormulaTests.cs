using Sim.Testing.Oracles;

namespace Sim.Core.Tests.Oracles;

/// <summary>The oracles themselves against worked values, so that a model is not judged by a wrong formula.</summary>
public sealed class FormulaTests
{
    [Fact]
    public void Erlang_c_by_hand()
    {
        // One server: C = rho. Two servers, a = 1: B(1) = 1/2, B(2) = (1/2)/(2 + 1/2) = 1/5, C = (1/5)/(1 - (1/2)(4/5)) = 1/3.
        Assert.Equal(0.7, QueueingFormulas.ErlangC(1, 0.7), 1e-12);
        Assert.Equal(1 / 3.0, QueueingFormulas.ErlangC(2, 1), 1e-12);
    }

    [Fact]
    public void One_server_is_the_common_case_of_all_formulas()
    {
        Assert.Equal(QueueingFormulas.Mm1Response(0.8, 1), QueueingFormulas.MmcResponse(0.8, 1, 1), 1e-12);
        Assert.Equal(QueueingFormulas.Mm1Response(0.8, 1), QueueingFormulas.Mg1Response(0.8, 1, 1), 1e-12);

        // M/D/1 waits half as long as M/M/1: 1 + (5 - 1)/2 = 3.
        Assert.Equal(3, QueueingFormulas.Mg1Response(0.8, 1, 0), 1e-12);
    }

    [Fact]
    public void Two_equal_stations_share_the_population_evenly()
    {
        // Balanced network of two stations with s = 1: X(n) = n / (n + 1), and half of the customers at each.
        var solved = MeanValueAnalysis.Solve([1, 1], 0, 5);
        Assert.Equal(5 / 6.0, solved.Throughput, 1e-12);
        Assert.All(solved.QueueLengths, length => Assert.Equal(2.5, length, 1e-12));
    }

    [Fact]
    public void Mean_value_analysis_agrees_with_the_machine_repairman()
    {
        // One station, s = 1, think 2, three customers. p(k) ~ 3!/(3-k)! (1/2)^k: 1, 3/2, 3/2, 3/4; sum 19/4; X = 1 - p(0) = 15/19.
        Assert.Equal(15 / 19.0, MeanValueAnalysis.Solve([1], 2, 3).Throughput, 1e-12);
    }

    [Fact]
    public void The_check_fails_when_wrong_and_when_vague()
    {
        Assert.True(OracleCheck.Of("right", 100, [99, 100, 101, 100.5, 99.5]).Passes);
        Assert.False(OracleCheck.Of("wrong", 105, [99, 100, 101, 100.5, 99.5]).Passes);     // 5 off, standard error 0.35
        Assert.False(OracleCheck.Of("vague", 100, [50, 150, 80, 120]).Passes);              // right on average, standard error 22 %
        Assert.False(OracleCheck.Of("one value", 100, [100]).Passes);
        Assert.Throws<InvalidOperationException>(() => OracleCheck.Of("wrong", 105, [99, 100, 101]).Demand());
    }
}
