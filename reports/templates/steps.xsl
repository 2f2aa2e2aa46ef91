<?xml version="1.0" encoding="UTF-8"?>
<!-- Manual steps: what was looked at, who said what to whom, and what came of it. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:r="urn:chosho:report:1" exclude-result-prefixes="r">

  <xsl:template match="manual">
    <section class="test">
      <h5>
        <span class="code"><xsl:value-of select="step"/><xsl:if test="cell"><xsl:value-of select="concat(' ', cell)"/></xsl:if></span>
        <xsl:text>　</xsl:text>
        <xsl:call-template name="both"><xsl:with-param name="of" select="."/></xsl:call-template>
      </h5>
      <div class="said">
        <p class="outcome">
          <span class="badge {outcome}"><xsl:call-template name="label"><xsl:with-param name="id" select="concat('outcome.', outcome)"/></xsl:call-template></span>
          <xsl:text> </xsl:text>
          <xsl:call-template name="say"><xsl:with-param name="id" select="concat('step.said-', outcome)"/></xsl:call-template>
        </p>
        <xsl:call-template name="paragraphs"><xsl:with-param name="of" select="."/><xsl:with-param name="name" select="'fact'"/><xsl:with-param name="class" select="'finding'"/></xsl:call-template>
      </div>
      <table class="facts">
        <tbody>
          <tr>
            <th scope="row"><xsl:call-template name="label"><xsl:with-param name="id" select="'technique'"/></xsl:call-template></th>
            <td>
              <xsl:call-template name="label"><xsl:with-param name="id" select="concat('technique.', technique)"/></xsl:call-template>
              <xsl:value-of select="$open"/><xsl:call-template name="word"><xsl:with-param name="id" select="'step.manual'"/></xsl:call-template><xsl:value-of select="$close"/>
            </td>
          </tr>
          <xsl:if test="inspect">
            <tr>
              <th scope="row"><xsl:call-template name="label"><xsl:with-param name="id" select="'step.inspected'"/></xsl:call-template></th>
              <td><ul><xsl:for-each select="inspect"><li>
                <xsl:call-template name="both"><xsl:with-param name="of" select="."/></xsl:call-template>
                <xsl:value-of select="$open"/><xsl:call-template name="word"><xsl:with-param name="id" select="concat('class.', class)"/></xsl:call-template><xsl:value-of select="$close"/>
              </li></xsl:for-each></ul></td>
            </tr>
          </xsl:if>
          <xsl:if test="asked or ask">
            <tr>
              <th scope="row"><xsl:call-template name="label"><xsl:with-param name="id" select="'step.asked'"/></xsl:call-template></th>
              <td><ul>
                <xsl:for-each select="asked"><li><xsl:value-of select="name"/><xsl:value-of select="$open"/><xsl:value-of select="role"/><xsl:value-of select="$close"/></li></xsl:for-each>
                <xsl:if test="not(asked)">
                  <xsl:for-each select="ask"><li><xsl:call-template name="both"><xsl:with-param name="of" select="."/></xsl:call-template></li></xsl:for-each>
                </xsl:if>
              </ul></td>
            </tr>
          </xsl:if>
          <xsl:call-template name="fact"><xsl:with-param name="id" select="'step.place'"/><xsl:with-param name="text" select="place"/></xsl:call-template>
          <xsl:call-template name="fact"><xsl:with-param name="id" select="'step.observed-at'"/><xsl:with-param name="text" select="observed_at"/></xsl:call-template>
          <xsl:apply-templates select="document[. != '']"/>
          <xsl:apply-templates select="." mode="answers"/>
          <xsl:if test="deviation">
            <tr>
              <th scope="row"><xsl:call-template name="label"><xsl:with-param name="id" select="'step.deviations'"/></xsl:call-template></th>
              <td><ul><xsl:for-each select="deviation"><li><xsl:call-template name="both-or"><xsl:with-param name="of" select="."/><xsl:with-param name="name" select="'text'"/><xsl:with-param name="otherwise" select="''"/></xsl:call-template></li></xsl:for-each></ul></td>
            </tr>
          </xsl:if>
          <xsl:if test="attachment">
            <tr class="flow">
              <th scope="row"><xsl:call-template name="label"><xsl:with-param name="id" select="'step.attachments'"/></xsl:call-template></th>
              <td><ul><xsl:for-each select="attachment"><li>
                <xsl:value-of select="file"/>
                <div class="code">SHA-256 <xsl:value-of select="sha256"/></div>
              </li></xsl:for-each></ul></td>
            </tr>
          </xsl:if>
          <xsl:call-template name="fact"><xsl:with-param name="id" select="'reason'"/><xsl:with-param name="text" select="not_applicable_reason"/></xsl:call-template>
          <xsl:call-template name="fact"><xsl:with-param name="id" select="'step.note'"/><xsl:with-param name="text" select="note"/></xsl:call-template>
          <xsl:if test="recorded_at">
            <tr>
              <th scope="row"><xsl:call-template name="label"><xsl:with-param name="id" select="'step.recorded'"/></xsl:call-template></th>
              <td>
                <xsl:value-of select="recorded_name"/>
                <xsl:text>　</xsl:text>
                <xsl:value-of select="concat(substring(recorded_at, 1, 10), ' ', substring(recorded_at, 12, 5), ' UTC')"/>
                <xsl:if test="earlier_count &gt; 0">
                  <div class="sum"><xsl:call-template name="say"><xsl:with-param name="id" select="'step.earlier'"/><xsl:with-param name="a" select="format-number(earlier_count, $digits)"/></xsl:call-template></div>
                </xsl:if>
              </td>
            </tr>
          </xsl:if>
        </tbody>
      </table>
    </section>
  </xsl:template>

  <xsl:template match="manual/document">
    <xsl:variable name="row" select=".."/>
    <tr>
      <th scope="row"><xsl:call-template name="label"><xsl:with-param name="id" select="'step.document'"/></xsl:call-template></th>
      <td>
        <xsl:call-template name="say">
          <xsl:with-param name="id" select="'step.document-text'"/>
          <xsl:with-param name="a" select="."/>
          <xsl:with-param name="b" select="$row/document_version"/>
          <xsl:with-param name="c" select="$row/document_section"/>
        </xsl:call-template>
        <div class="sum">
          <xsl:call-template name="say">
            <xsl:with-param name="id"><xsl:choose>
              <xsl:when test="$row/approved_on">step.document-approved</xsl:when>
              <xsl:otherwise>step.document-unapproved</xsl:otherwise>
            </xsl:choose></xsl:with-param>
            <xsl:with-param name="a" select="$row/in_force_from"/>
            <xsl:with-param name="b" select="$row/in_force_to"/>
            <xsl:with-param name="c" select="$row/approved_on"/>
          </xsl:call-template>
        </div>
      </td>
    </tr>
  </xsl:template>

  <xsl:template match="manual" mode="answers">
    <xsl:if test="answer">
      <tr class="flow">
        <th scope="row"><xsl:call-template name="label"><xsl:with-param name="id" select="'step.answers'"/></xsl:call-template></th>
        <td>
          <table class="records">
            <thead><tr>
              <xsl:call-template name="th"><xsl:with-param name="id" select="'step.question'"/></xsl:call-template>
              <xsl:call-template name="th"><xsl:with-param name="id" select="'step.expected'"/></xsl:call-template>
              <xsl:call-template name="th"><xsl:with-param name="id" select="'step.answer'"/></xsl:call-template>
            </tr></thead>
            <tbody>
              <xsl:for-each select="answer">
                <tr>
                  <td><xsl:call-template name="both"><xsl:with-param name="of" select="."/></xsl:call-template></td>
                  <td><xsl:call-template name="both-or"><xsl:with-param name="of" select="."/><xsl:with-param name="name" select="'expected'"/><xsl:with-param name="otherwise" select="''"/></xsl:call-template></td>
                  <td>
                    <xsl:choose>
                      <xsl:when test="is_deviating = 'yes'"><strong><xsl:apply-templates select="." mode="value"/></strong></xsl:when>
                      <xsl:otherwise><xsl:apply-templates select="." mode="value"/></xsl:otherwise>
                    </xsl:choose>
                  </td>
                </tr>
              </xsl:for-each>
            </tbody>
          </table>
        </td>
      </tr>
    </xsl:if>
  </xsl:template>

  <xsl:template match="answer" mode="value">
    <xsl:call-template name="both-or"><xsl:with-param name="of" select="."/><xsl:with-param name="name" select="'value'"/><xsl:with-param name="otherwise" select="value"/></xsl:call-template>
  </xsl:template>

  <!-- Among what is open. -->
  <xsl:template match="waiting" mode="row">
    <tr>
      <th scope="row" class="ref"><xsl:value-of select="control"/></th>
      <td>
        <a href="#{instance}"><xsl:call-template name="both"><xsl:with-param name="of" select="."/></xsl:call-template></a>
        <span class="code"><xsl:value-of select="concat(procedure, ' ', step, ' ', cell)"/></span>
      </td>
      <td class="short"><xsl:call-template name="label"><xsl:with-param name="id" select="'outcome.open'"/></xsl:call-template></td>
      <td><xsl:call-template name="say"><xsl:with-param name="id" select="'step.said-open'"/></xsl:call-template></td>
    </tr>
  </xsl:template>

  <xsl:template match="summary" mode="steps">
    <xsl:if test="steps">
      <table>
        <caption><xsl:call-template name="label"><xsl:with-param name="id" select="'step.steps'"/></xsl:call-template></caption>
        <thead><tr>
          <xsl:call-template name="th"><xsl:with-param name="id" select="'outcome'"/></xsl:call-template>
          <xsl:call-template name="th"><xsl:with-param name="id" select="'count'"/><xsl:with-param name="class" select="'n'"/></xsl:call-template>
        </tr></thead>
        <tbody>
          <xsl:for-each select="steps">
            <tr>
              <th scope="row"><xsl:call-template name="label"><xsl:with-param name="id" select="concat('outcome.', code)"/></xsl:call-template></th>
              <td class="n"><xsl:value-of select="format-number(steps, $digits)"/></td>
            </tr>
          </xsl:for-each>
        </tbody>
        <xsl:call-template name="total-row"><xsl:with-param name="sum" select="sum(steps/steps)"/></xsl:call-template>
      </table>
    </xsl:if>
  </xsl:template>

</xsl:stylesheet>
